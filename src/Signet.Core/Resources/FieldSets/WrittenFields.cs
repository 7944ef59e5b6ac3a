namespace Signet.Core.Resources.FieldSets;

/// <summary>The halves of an object that are written apart.</summary>
internal static class WrittenFields
{
    /// <summary>What is wanted, which a write to <c>status</c> leaves alone.</summary>
    public static FieldSet Spec { get; } = FieldSet.Of([PathElement.Field("spec")]);

    /// <summary>What is, which only a write to <c>status</c> changes.</summary>
    public static FieldSet Status { get; } = FieldSet.Of([PathElement.Field("status")]);
}
