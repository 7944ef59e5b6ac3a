using Microsoft.Extensions.Logging;
using Signet.Server.Hosting.Startup;

namespace Signet.Server.Hosting.Issuers;

/// <summary>Logs what a start has found and done about issuers.</summary>
internal static class IssuerLog
{
    /// <summary>Logs it.</summary>
    public static void Tell(ILogger logger, IssuerStart start)
    {
        if (start.TakenOverFile is { } file)
        {
            Log.IssuersTakenOver(logger, file);
        }

        var replaced = start.Replaced;
        if (replaced is { RefusedAt: null })
        {
            Log.IssuerChanged(logger, replaced.Issuer, start.Configured[0], replaced.AcceptedUntil);
        }

        foreach (var former in start.Former)
        {
            if (former.Issuer != replaced?.Issuer)
            {
                Log.FormerIssuer(logger, former.Issuer, former.AcceptedUntil);
            }
        }

        foreach (var dropped in start.Dropped)
        {
            Log.FormerIssuerDropped(logger, dropped.Issuer);
        }

        foreach (var refused in start.Refused)
        {
            Log.ConfiguredIssuerRefused(logger, refused.Issuer, refused.RefusedAt!.Value);
        }

        if (start.Default is { } byDefault && byDefault != start.Configured[0])
        {
            Log.IssuerKept(logger, start.Configured[0], byDefault);
        }
    }
}
