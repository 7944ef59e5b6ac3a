namespace Signet.Core.Schema;

/// <summary>The forms that a value can have.</summary>
internal enum SchemaShape
{
    /// <summary>Named fields.</summary>
    Object,

    /// <summary>Any names, values of one type.</summary>
    Map,

    /// <summary>Values of one type.</summary>
    List,

    /// <summary>Text.</summary>
    String,

    /// <summary>A whole number of <see cref="SchemaType.Bits"/> bits.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>Bytes, as base64 text.</summary>
    Bytes,

    /// <summary>A time in whole seconds, as RFC 3339 text.</summary>
    Time,

    /// <summary>A time in microseconds, as RFC 3339 text.</summary>
    MicroTime,

    /// <summary>A resource quantity: text, or a number.</summary>
    Quantity,

    /// <summary>A number or a text.</summary>
    IntOrString,

    /// <summary>Any JSON object.</summary>
    Any,
}
