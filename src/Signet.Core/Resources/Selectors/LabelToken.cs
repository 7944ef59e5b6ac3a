namespace Signet.Core.Resources.Selectors;

/// <summary>What the text of a label selector consists of.</summary>
internal enum LabelToken
{
    End,

    /// <summary>A label's name or value.</summary>
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

    /// <summary><c>in</c>, where an operator can be.</summary>
    In,

    /// <summary><c>notin</c>, where an operator can be.</summary>
    NotIn,
}
