namespace Signet.Server.Endpoints;

/// <summary>What is to become of fields that a kind does not have, and of those given twice (<c>fieldValidation</c>).</summary>
internal enum FieldValidation
{
    /// <summary>The caller is warned.</summary>
    Warn,

    /// <summary>They are dropped in silence.</summary>
    Ignore,

    /// <summary>The request is refused.</summary>
    Strict,
}
