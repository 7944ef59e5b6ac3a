namespace Signet.Core.Resources.FieldSets;

/// <summary>The sections of an object that have separate writers.</summary>
internal static class WrittenFields
{
    /// <summary>The desired state; a write to <c>status</c> does not change it.</summary>
    public static FieldSet Spec { get; } = FieldSet.Of([PathElement.Field("spec")]);

    /// <summary>The observed state; only a write to <c>status</c> changes it.</summary>
    public static FieldSet Status { get; } = FieldSet.Of([PathElement.Field("status")]);
}
