namespace Signet.Cli.Keys.Output;

/// <summary>How a result is printed: the values of <c>-o</c>.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>The SigningKeyOperation, indented.</summary>
    Json,

    /// <summary>The SigningKeyOperation.</summary>
    Yaml,
}
