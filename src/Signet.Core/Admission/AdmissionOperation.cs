namespace Signet.Core.Admission;

/// <summary>The operation of a request.</summary>
internal enum AdmissionOperation
{
    /// <summary>An object or a subresource is created.</summary>
    Create,

    /// <summary>An object is changed.</summary>
    Update,

    /// <summary>An object is deleted.</summary>
    Delete,
}
