using Microsoft.Extensions.Logging;

namespace Signet.Aspire.Hosting;

internal static partial class Log
{
    [LoggerMessage(EventId = 1, EventName = "Serving", Level = LogLevel.Information, Message = "Signet serves {Address}")]
    public static partial void Serving(ILogger logger, Uri address);

    [LoggerMessage(EventId = 2, EventName = "StartFailed", Level = LogLevel.Error, Message = "Signet cannot be started")]
    public static partial void StartFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 3, EventName = "TokenNotRenewed", Level = LogLevel.Warning, Message = "The token file of the account {Account} was not renewed; it is tried again")]
    public static partial void TokenNotRenewed(ILogger logger, string account, Exception exception);
}
