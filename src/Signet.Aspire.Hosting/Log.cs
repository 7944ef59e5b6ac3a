using Microsoft.Extensions.Logging;

namespace Signet.Aspire.Hosting;

/// <summary>Events of this room: 9100 to 9149.</summary>
internal static partial class Log
{
    [LoggerMessage(9100, LogLevel.Information, "Signet serves {Address}")]
    public static partial void Serving(ILogger logger, Uri address);

    [LoggerMessage(9101, LogLevel.Error, "Signet cannot be started")]
    public static partial void StartFailed(ILogger logger, Exception exception);

    [LoggerMessage(9102, LogLevel.Warning, "The token file of the account {Account} was not renewed; it is tried again")]
    public static partial void TokenNotRenewed(ILogger logger, string account, Exception exception);
}
