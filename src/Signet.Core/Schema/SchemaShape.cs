namespace Signet.Core.Schema;

/// <summary>The shapes of values.</summary>
internal enum SchemaShape
{
    /// <summary>Named fields.</summary>
    Object,

    /// <summary>Arbitrary names, values of one type.</summary>
    Map,

    /// <summary>Values of one type.</summary>
    List,

    /// <summary>A string.</summary>
    String,

    /// <summary>An integer of <see cref="SchemaType.Bits"/> bits.</summary>
    Integer,

    /// <summary>A floating-point number.</summary>
    Number,

    /// <summary>A boolean.</summary>
    Boolean,

    /// <summary>Bytes, as a base64 string.</summary>
    Bytes,

    /// <summary>A time in whole seconds, as an RFC 3339 string.</summary>
    Time,

    /// <summary>A time in microseconds, as an RFC 3339 string.</summary>
    MicroTime,

    /// <summary>A resource quantity: a string or a number.</summary>
    Quantity,

    /// <summary>An integer or a string.</summary>
    IntOrString,

    /// <summary>Any JSON object.</summary>
    Any,
}
