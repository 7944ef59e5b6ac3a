namespace Signet.Core.Resources.Selectors;

/// <summary>The tokens of label selectors.</summary>
internal enum LabelToken
{
    End,

    /// <summary>The name or value of a label.</summary>
    Identifier,

    /// <summary><c>,</c></summary>
    Comma,

    /// <summary><c>(</c></summary>
    Open,

    /// <summary><c>)</c></summary>
    Close,

    /// <summary><c>!</c></summary>
    Not,

    /// <summary><c>=</c></summary>
    Equal,

    /// <summary><c>==</c></summary>
    DoubleEqual,

    /// <summary><c>!=</c></summary>
    NotEqual,

    /// <summary><c>&gt;</c></summary>
    Greater,

    /// <summary><c>&lt;</c></summary>
    Less,

    /// <summary><c>in</c> as an operator.</summary>
    In,

    /// <summary><c>notin</c> as an operator.</summary>
    NotIn,
}
