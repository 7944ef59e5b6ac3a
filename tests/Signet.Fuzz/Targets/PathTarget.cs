using System.Text;
using Signet.Core.Primitives;
using Signet.Core.Resources.Listing;
using Signet.Server.Endpoints;
using Signet.Server.Http.Bodies;
using Signet.Server.Http.Formats;
using Signet.Server.Http.Targets;

namespace Signet.Fuzz.Targets;

/// <summary>Methods, targets and headers of requests: <c>METHOD TARGET</c>, and on further lines media types.</summary>
internal sealed class PathTarget : FuzzTarget
{
    private static readonly TimeSpan ServerLimit = TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public override string Name => "path";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Words =>
    [
        "GET ", "POST ", "PUT ", "PATCH ", "DELETE ", "/api/v1/", "/apis/", "namespaces/", "serviceaccounts/", "token", "status", "watch/", "authentication.k8s.io/v1", "rbac.authorization.k8s.io/v1",
        "?watch=true", "&timeout=", "1h2m3.5s", "fieldSelector=metadata.name%3D", "labelSelector=", "limit=", "continue=", "dryRun=All", "fieldManager=", "fieldValidation=Strict", "force=true",
        "%2F", "%2f", "%00", "%C3%A9", "%zz", "//", "/../", "/./", "http://h/", ";", "*", "application/json", "application/vnd.kubernetes.protobuf", ";as=Table;g=meta.k8s.io;v=v1", ";q=0.5", "charset=utf-8",
    ];

    /// <inheritdoc/>
    public override void Run(ReadOnlySpan<byte> input)
    {
        var lines = Encoding.Latin1.GetString(input).Split('\n');
        var blank = lines[0].IndexOf(' ', StringComparison.Ordinal);
        var (method, raw) = blank < 0 ? ("GET", lines[0]) : (lines[0][..blank], lines[0][(blank + 1)..]);
        var target = RequestTarget.Read(raw);
        var info = RequestInfoReader.Read(method, target);
        Property.Holds(info.IsResourceRequest || info.Resource.Length == 0, "non-resource-path-has-a-resource");
        Property.Holds(target.Fault == RequestTargetFault.None || !info.IsResourceRequest, "faulty-target-has-a-resource");
        Property.Holds(!info.Namespace.Contains('/') && !info.Name.Contains('/') && !info.Resource.Contains('/'), "slash-in-a-segment", info.ToString());
        Property.Holds(Enum.IsDefined(info.PathClass), "path-class");
        CheckError(TimeoutParameter.Read(info, target.Query, ServerLimit).Error);
        CheckError(WriteOptions.Read(target.Query, "CreateOptions").Error);
        CheckError(PatchOptions.Read(target.Query, isApply: true).Error);
        CheckError(ContinueToken.Parse(target.Query.First("continue") ?? "").Error);
        for (var i = 1; i < lines.Length; i++)
        {
            MediaTypeHeader.Read(lines[i]);
            AcceptHeader.Read(lines[i]);
        }
    }

    private static void CheckError(StatusError? error)
    {
        if (error is not null)
        {
            Property.IsClientError(error);
        }
    }
}
