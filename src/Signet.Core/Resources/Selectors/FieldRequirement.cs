namespace Signet.Core.Resources.Selectors;

/// <summary>One requirement of a field selector.</summary>
/// <param name="Field">The field as it was written: <c>spec.nodeName</c>.</param>
/// <param name="IsEqual">Whether the field must have the value; otherwise it must have another one.</param>
/// <param name="Value">The value, unescaped.</param>
internal sealed record FieldRequirement(string Field, bool IsEqual, string Value)
{
    /// <summary>The requirement in the syntax of selectors.</summary>
    public override string ToString() => $"{Field}{(IsEqual ? "=" : "!=")}{FieldSelectorText.Escape(Value)}";
}
