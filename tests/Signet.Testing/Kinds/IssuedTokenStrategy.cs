using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Tables;

namespace Signet.Testing.Kinds;

/// <summary>Tokens need an audience.</summary>
internal sealed class IssuedTokenStrategy : ResourceStrategy
{
    /// <inheritdoc/>
    public override TableDefinition Table { get; } = TableDefinition.WithAge(
        TableColumn.Text("Audience", "What the token is for.", item => Cells.Text(item, "spec", "audience")));

    /// <inheritdoc/>
    public override void Validate(ObjectDocument created, List<FieldError> errors)
    {
        if (created.Section("spec")?.GetString("audience") is null or "")
        {
            errors.Add(FieldError.Required("spec.audience", ""));
        }
    }
}
