using Signet.Core.Admission;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Patching;
using Signet.Core.Resources.Writing;
using Signet.Server.Http.Answers;
using Signet.Server.Http.Bodies;
using Signet.Server.Http.Formats;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Objects;

/// <summary><c>PATCH</c> of one object or of a part of it (apiserver, <c>pkg/endpoints/handlers/patch.go</c>).</summary>
internal sealed class PatchEndpoint(ResourceDefinition resource, ObjectServices services, UpdateScope scope) : IEndpoint
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

        var form = type == PatchType.Apply ? BodyFormat.Yaml : BodyFormat.Json;
        if (!(await RequestBody.ReadAsync(request, form, cancellationToken).ConfigureAwait(false)).TryGetValue(out var body, out error))
        {
            return error;
        }

        Outcome<IObjectPatch> patch;
        WriteOptions? options;
        using (body)
        {
            if (!PatchOptions.Read(request.Query, type == PatchType.Apply).TryGetValue(out options, out error))
            {
                return error;
            }

            var terms = new ApplyOptions(
                FieldManagers.Of(options, request), options.Force, options.FieldValidation == FieldValidation.Strict, request.Now);
            patch = ObjectPatches.Read(type, body.Bytes, resource, terms);
        }

        // An apply patch needs no existing object, so its failures are reported before the object is read.
        return type == PatchType.Apply && patch.Error is { } refused
            ? refused
            : await ApplyAsync(request, key, patch, options, format, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Answer> ApplyAsync(
        ApiRequest request, ObjectKey key, Outcome<IObjectPatch> patch, WriteOptions options, AnswerFormat format, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> issues = [];
        var update = new WriteRequest
        {
            Now = request.Now,
            IsDryRun = options.IsDryRun,
            IsPatch = true,
            Manager = patch.IsSuccess && patch.Value is ApplyPatch ? null : FieldManagers.Of(options, request),
            Admit = services.Admit(resource, request, AdmissionOperation.Update),
        };
        var outcome = patch.IsSuccess && patch.Value is ApplyPatch apply && scope.Subresource.Length == 0
            ? await services.Writer.UpsertAsync(
                new(resource, key, Change, scope, update), () => Check(apply.Create()),
                update with { Admit = services.AdmitCreateOnUpdate(resource, request) }, cancellationToken).ConfigureAwait(false)
            : await services.Writer.UpdateAsync(resource, key, Change, scope, update, cancellationToken).ConfigureAwait(false);
        return outcome.TryGetValue(out var written, out var error)
            ? new Answer.Object(written.IsCreated ? 201 : 200, written.Json)
            {
                Resource = resource,
                Format = format,
                Warnings = options.FieldValidation == FieldValidation.Warn ? [.. issues, .. written.Warnings] : written.Warnings,
            }
            : error;

        // A malformed patch is reported only here: a missing object is reported first.
        Outcome<ObjectDocument> Change(ObjectDocument current) =>
            patch.TryGetValue(out var changes, out var error) ? Check(changes.ApplyTo(current)) : error;

        Outcome<ObjectDocument> Check(Outcome<PatchedObject> outcome)
        {
            if (!outcome.TryGetValue(out var patched, out var error))
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
