using System.Globalization;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Writing;
using Signet.Core.Schema;
using Signet.Server.Http.Bodies;
using Signet.Server.Http.Requests;

namespace Signet.Server.Endpoints.Objects;

/// <summary>Reads the options of a deletion from the body, else from the query (<c>meta/v1</c> DeleteOptions; apiserver, <c>handlers/delete.go</c>).</summary>
internal static class DeleteOptions
{
    private const string Name = "DeleteOptions";
    private const string IgnoreReadError = "ignoreStoreReadErrorWithClusterBreakingPotential";
    private static readonly SchemaType Type = SchemaCatalog.Kubernetes["io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions"];

    public static async ValueTask<Outcome<DeleteRequest>> ReadAsync(ApiRequest request, CancellationToken cancellationToken)
    {
        if (!(await RequestBody.ReadOptionalAsync(request, cancellationToken).ConfigureAwait(false)).TryGetValue(out var body, out var error))
        {
            return error;
        }

        using (body)
        {
            return body.IsEmpty ? FromParameters(request) : FromBody(request, body);
        }
    }

    private static Outcome<DeleteRequest> FromParameters(ApiRequest request)
    {
        var grace = request.Query.First("gracePeriodSeconds") ?? "";
        long? seconds = null;
        if (grace.Length > 0)
        {
            if (!long.TryParse(grace, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
            {
                return StatusErrors.BadRequest($"strconv.ParseInt: parsing {GoText.Quote(grace)}: invalid syntax");
            }

            seconds = number;
        }

        var orphans = request.Query.First("orphanDependents") is { Length: > 0 } ? request.Query.IsSet("orphanDependents") : (bool?)null;
        return Check(
            request, request.Query.All("dryRun"), request.Query.First("propagationPolicy") ?? "", orphans, seconds, null, request.Query.IsSet(IgnoreReadError));
    }

    private static Outcome<DeleteRequest> FromBody(ApiRequest request, RequestBody body)
    {
        if (!body.ReadKind(new GroupVersionKind("", "v1", Name)).TryGetValue(out var sentKind, out var error))
        {
            return error;
        }

        // Clients send the kind in the core group, in meta.k8s.io, or in the group of the resource.
        var isOptions = sentKind.Kind == Name && (sentKind.Group is "" or "meta.k8s.io" || sentKind.Group == request.Info.ApiGroup);
        if (!body.Decode(Type, isOptions ? sentKind : new GroupVersionKind("", "v1", Name)).TryGetValue(out var decoded, out error))
        {
            return error;
        }

        var options = decoded.Root;
        return Check(
            request, options.GetStrings("dryRun"), options.GetString("propagationPolicy"), options.GetBoolean("orphanDependents"),
            options.GetInteger("gracePeriodSeconds"), options.GetObject("preconditions"), options.GetBoolean(IgnoreReadError) is true);
    }

    private static Outcome<DeleteRequest> Check(
        ApiRequest request, IReadOnlyList<string> dryRun, string policy, bool? orphans, long? grace, JsonObject? preconditions, bool ignoreReadError)
    {
        var errors = new FieldErrors();
        if (policy.Length > 0 && orphans is not null)
        {
            errors.Add(FieldError.Invalid("propagationPolicy", policy, "orphanDependents and deletionPropagation cannot be both set"));
        }

        if (policy is not ("" or "Background" or "Foreground" or "Orphan"))
        {
            errors.Add(FieldError.NotSupported("propagationPolicy", GoText.Quote(policy), "Foreground", "Background", "Orphan", "nil"));
        }

        WriteOptions.CheckDryRun(dryRun, errors);
        return errors.Count > 0
            ? StatusErrors.Invalid(new GroupKind("meta.k8s.io", Name), "", errors)
            : new DeleteRequest
            {
                Now = request.Now,
                IsDryRun = dryRun.Count > 0,
                GracePeriodSeconds = grace,
                Propagation = PolicyOf(policy, orphans),
                Uid = TextOrNull(preconditions, "uid"),
                ResourceVersion = TextOrNull(preconditions, "resourceVersion"),
                IgnoreReadError = ignoreReadError,
            };
    }

    private static PropagationPolicy PolicyOf(string policy, bool? orphans) => policy switch
    {
        "Background" => PropagationPolicy.Background,
        "Foreground" => PropagationPolicy.Foreground,
        "Orphan" => PropagationPolicy.Orphan,
        _ when orphans is { } stay => stay ? PropagationPolicy.Orphan : PropagationPolicy.Background,
        _ => PropagationPolicy.Unspecified,
    };

    private static string? TextOrNull(JsonObject? node, string name) =>
        node?[name] is null ? null : node.GetString(name);
}
