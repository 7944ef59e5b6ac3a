using System.Globalization;
using Signet.Core.Signing;
using Signet.Server.Hosting.Options;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Signers;

/// <summary>What settings of a served signer must fulfil.</summary>
internal static class SignerRules
{
    /// <summary>
    /// What may delay a client's fetch beyond the hint: clocks that differ, a fetch that runs into its time limit (60 s in kube-apiserver) and the pause after
    /// a failure (10 s).
    /// </summary>
    public static TimeSpan Margin { get; } = ClockSkew.Max + TimeSpan.FromSeconds(70);

    /// <summary>Throws when a client may not know a key when it begins to sign.</summary>
    /// <exception cref="StartupException">A rule is violated.</exception>
    public static void Require(ServerOptions options)
    {
        if (options.Keys.SigningEndpoint is not null)
        {
            throw new StartupException(
                "--signer-listen and --service-account-signing-endpoint are mutually exclusive: a signer cannot guarantee how long another one publishes its keys before they sign");
        }

        var needed = options.Signer.RefreshHint + Margin;
        if (options.Keys.PublicationLead < needed)
        {
            throw new StartupException(string.Create(
                CultureInfo.InvariantCulture,
                $"--signing-key-publication-lead, --signer-refresh-hint: a key is published {options.Keys.PublicationLead.TotalSeconds} s before it signs, but clients of the " +
                $"signer fetch its keys every {options.Signer.RefreshHint.TotalSeconds} s, and a fetch may be {Margin.TotalSeconds} s late: the publication lead has to be at " +
                $"least {needed.TotalSeconds} s"));
        }
    }
}
