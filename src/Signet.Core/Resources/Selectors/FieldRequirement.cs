namespace Signet.Core.Resources.Selectors;

/// <summary>One condition on one field: it has a value, or has another one.</summary>
/// <param name="Field">The field, as it was written: <c>spec.nodeName</c>.</param>
/// <param name="IsEqual">Whether the value is wanted; otherwise every other.</param>
/// <param name="Value">The value, without escapes.</param>
internal sealed record FieldRequirement(string Field, bool IsEqual, string Value)
{
    /// <summary>As a selector has it.</summary>
    public override string ToString() => $"{Field}{(IsEqual ? "=" : "!=")}{FieldSelectorText.Escape(Value)}";
}
