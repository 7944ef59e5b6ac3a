namespace Signet.Server.Hosting.Options;

/// <summary>The format of the console log (<c>--logging-format</c>).</summary>
public enum LogFormat
{
    /// <summary>One line of text per event.</summary>
    Text,

    /// <summary>One JSON object per event and line.</summary>
    Json,
}
