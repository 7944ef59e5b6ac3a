namespace Signet.Server.Endpoints;

/// <summary>The handling of unknown and duplicate fields (<c>fieldValidation</c>).</summary>
internal enum FieldValidation
{
    /// <summary>They are dropped with a warning.</summary>
    Warn,

    /// <summary>They are dropped.</summary>
    Ignore,

    /// <summary>The request is refused.</summary>
    Strict,
}
