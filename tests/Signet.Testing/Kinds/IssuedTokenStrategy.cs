using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Model.Strategies;
using Signet.Core.Resources.Tables;

namespace Signet.Testing.Kinds;

/// <summary>Issued tokens must have an audience.</summary>
internal static class IssuedTokenStrategy
{
    public static ResourceStrategy Definition { get; } = new()
    {
        Table = TableDefinition.WithAge(
            TableColumn.Text("Audience", "What the token is for.", item => Cells.Text(item, "spec", "audience"))),
        Create = new() { Validate = Validate },
    };

    private static void Validate(ObjectDocument created, FieldErrors errors)
    {
        if (created.Section("spec")?.GetString("audience") is null or "")
        {
            errors.Add(FieldError.Required("spec.audience", ""));
        }
    }
}
