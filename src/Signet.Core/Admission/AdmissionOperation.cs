namespace Signet.Core.Admission;

/// <summary>What is done to an object.</summary>
internal enum AdmissionOperation
{
    /// <summary>It is created, or a subresource of it is.</summary>
    Create,

    /// <summary>It is changed.</summary>
    Update,

    /// <summary>It is deleted.</summary>
    Delete,
}
