using Signet.Core.Admission;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources;
using Signet.Core.Resources.Patching;
using Signet.Core.Resources.Writing;
using Signet.Server.Http;

namespace Signet.Server.Endpoints.Objects;

/// <summary><c>PATCH</c> of one object or of a part of it (apiserver, <c>pkg/endpoints/handlers/patch.go</c>).</summary>
public sealed class PatchEndpoint(ResourceDefinition resource, ObjectServices services, UpdateRules rules) : IEndpoint
{
    /// <inheritdoc/>
    public async ValueTask<Answer> AnswerAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (!PatchMediaTypes.Decide(request.Http.Request).TryGetValue(out var type, out var error) ||
            !Negotiation.Decide(request.Http.Request, request.Query).TryGetValue(out var format, out error) ||
            !PathNames.KeyOf(resource, request.Info).TryGetValue(out var key, out error))
        {
            return error;
        }

        request.Format = format;
        if (!(await RequestBody.ReadAsync(request.Http.Request, BodyFormat.Json, cancellationToken).ConfigureAwait(false)).TryGetValue(out var body, out error))
        {
            return error;
        }

        Outcome<IObjectPatch> patch;
        using (body)
        {
            patch = ObjectPatches.Read(type, body.Bytes, resource);
        }

        return PatchOptions.Read(request.Query, isApply: false).TryGetValue(out var options, out error)
            ? await ApplyAsync(request, key, patch, options, cancellationToken).ConfigureAwait(false)
            : error;
    }

    private async ValueTask<Answer> ApplyAsync(
        ApiRequest request, ObjectKey key, Outcome<IObjectPatch> patch, WriteOptions options, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> issues = [];
        var write = new WriteRequest
        {
            Now = request.Now,
            IsDryRun = options.IsDryRun,
            IsPatch = true,
            Admit = services.Admit(resource, request, AdmissionOperation.Update),
        };
        return (await services.Writer.UpdateAsync(resource, key, Change, rules, write, cancellationToken).ConfigureAwait(false))
            .TryGetValue(out var written, out var error)
            ? new Answer.Object(200, written.Json)
            {
                Warnings = options.FieldValidation == FieldValidation.Warn ? [.. issues, .. written.Warnings] : written.Warnings,
            }
            : error;

        // A body that is no patch is told of only here: an object that is not there comes first.
        Outcome<ObjectDocument> Change(ObjectDocument current)
        {
            if (!patch.TryGetValue(out var changes, out var error) || !changes.ApplyTo(current).TryGetValue(out var patched, out error))
            {
                return error;
            }

            issues = patched.StrictIssues;
            if (issues.Count > 0 && options.FieldValidation == FieldValidation.Strict)
            {
                return PatchErrors.NotStrict(issues);
            }

            if (ObjectIdentity.Check(patched.Document.Metadata, key) is { } mismatch)
            {
                return mismatch;
            }

            resource.Strategy.ApplyDefaults(patched.Document);
            return patched.Document;
        }
    }
}
