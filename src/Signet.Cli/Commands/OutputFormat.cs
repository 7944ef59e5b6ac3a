namespace Signet.Cli.Commands;

/// <summary>How a result is printed: the values of <c>-o</c>.</summary>
internal enum OutputFormat
{
    /// <summary>For people.</summary>
    Table,

    /// <summary>The object as JSON, indented.</summary>
    Json,

    /// <summary>The object as YAML.</summary>
    Yaml,
}
