using System.Globalization;
using System.Text;
using Signet.Cli.Commands;
using Signet.Core.Primitives;

namespace Signet.Cli.Publish.RelyingParties;

/// <summary>Renders what the relying parties accept.</summary>
internal static class RelyingPartyReport
{
    private static readonly string[] Titles = ["relying party", "algorithms", "keys in the JWKS", "lifetime of a token", "source"];

    /// <summary>The table of the command, with what each relying party refuses of a publication.</summary>
    public static string Render(Publication publication)
    {
        var text = new StringBuilder("What relying parties accept:\n");
        var rows = RelyingPartyTable.All.Select(party => (string[])[party.Name, AlgorithmsOf(party), KeysOf(party), LifetimeOf(party)]);
        text.Append(TextTable.Render([[.. Titles.SkipLast(1).Select(title => title.ToUpperInvariant())], .. rows], "  "));
        foreach (var warning in Warnings(publication))
        {
            text.Append(CultureInfo.InvariantCulture, $"  ! {TextTable.Clean(warning)}\n");
        }

        return text.ToString();
    }

    /// <summary>What relying parties refuse of a publication, a sentence each.</summary>
    public static IReadOnlyList<string> Warnings(Publication publication) =>
    [
        .. RelyingPartyTable.All.SelectMany(party =>
            RelyingPartyRules.Check(party, publication.Keys, publication.MaxLifetime).Select(fault => $"{party.Name}: {fault}")),
    ];

    /// <summary>The table of docs/how-to/federation.md.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", Titles)} |\n|{string.Concat(Titles.Select(_ => "---|"))}\n");
        foreach (var party in RelyingPartyTable.All)
        {
            var note = party.Note.Length > 0 ? $" {party.Note}" : "";
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {party.Name} | {AlgorithmsOf(party)} | {KeysOf(party)} | {LifetimeOf(party)} | [documentation]({party.Source}){(party.IsConfirmed ? "" : " (not confirmed)")}.{note} |\n");
        }

        return text.ToString();
    }

    private static string AlgorithmsOf(RelyingParty party) => string.Join(", ", party.Algorithms.Select(algorithm => algorithm.Name));

    private static string KeysOf(RelyingParty party) =>
        party.MaxKeys is { } max ? string.Create(CultureInfo.InvariantCulture, $"at most {max}")
        : party is { MaxRsaKeys: { } rsa, MaxEllipticKeys: { } elliptic } ? string.Create(CultureInfo.InvariantCulture, $"at most {rsa} RSA and {elliptic} EC")
        : "no documented limit";

    private static string LifetimeOf(RelyingParty party) => party.MaxLifetime is { } max ? $"at most {GoDuration.Format(max)}" : "no documented limit";
}
