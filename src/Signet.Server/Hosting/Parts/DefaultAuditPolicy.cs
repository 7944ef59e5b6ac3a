using Signet.Server.Audit.Policy;
using Signet.Server.Files;
using Signet.Server.Http.Documents;

namespace Signet.Server.Hosting.Parts;

/// <summary>The default audit policy without reads of published documents, which are anonymous and could fill the log. Follows the accepted issuers.</summary>
internal sealed class DefaultAuditPolicy(IssuerDocuments documents) : IValueSource<AuditPolicy>
{
    private volatile Made _made = Make(documents.Paths);

    /// <inheritdoc/>
    public AuditPolicy Current
    {
        get
        {
            var (paths, made) = (documents.Paths, _made);
            if (!ReferenceEquals(made.Paths, paths))
            {
                _made = made = Make(paths);
            }

            return made.Policy;
        }
    }

    private static Made Make(IReadOnlyList<string> paths) => new(paths, AuditPolicy.Default with
    {
        Rules =
        [
            new AuditRule { Level = AuditLevel.None, Verbs = ["get", "head"], Paths = [.. paths.SelectMany(path => (string[])[path, path + "/"])] },
            .. AuditPolicy.Default.Rules,
        ],
    });

    private sealed record Made(IReadOnlyList<string> Paths, AuditPolicy Policy);
}
