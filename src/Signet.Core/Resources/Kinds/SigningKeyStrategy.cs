using System.Text.Json;
using Signet.Core.Resources.Model.Strategies;
using Signet.Core.Resources.Tables;
using Signet.Core.Resources.Validation;

namespace Signet.Core.Resources.Kinds;

/// <summary>Signing keys. Only the server writes them, so that rules of creates and updates are not needed.</summary>
internal static class SigningKeyStrategy
{
    public static ResourceStrategy Definition { get; } = new()
    {
        // The name is the key id: base64url, which has upper-case letters and may begin with a hyphen.
        NameRule = NameRules.PathSegment,
        Traits = new() { IsGarbageCollected = false },
        Table = TableDefinition.WithAge(
            TableColumn.Text("Algorithm", "The algorithm of the signatures.", item => item.Text("spec", "algorithm")),
            TableColumn.Text("State", "The stage of the key: Pending, Next, Current, Previous, Retired or Revoked.", item => item.Text("status", "state")),
            Time("Signs From", "The time from which the key signs.", "signsFrom"),
            Time("Signs Until", "The time from which the key signs no more.", "signsUntil"),
            Time("Needed Until", "The time until which the tokens of the key are accepted and the JWKS has it.", "neededUntil"),
            Time("Published From", "The time from which the JWKS has the key.", "publishedFrom", priority: 1),
            Time("Confirmed At", "The time at which the publication of the key was first confirmed.", "publicationConfirmedAt", priority: 1),
            Time("Safe To Sign From", "The time from which every verifier has the key.", "safeToSignFrom", priority: 1)),
    };

    private static TableColumn Time(string name, string description, string field, int priority = 0) =>
        TableColumn.Text(name, description, item => TimeOf(item, field), priority);

    private static string TimeOf(JsonElement item, string field) => item.Text("status", field) is { Length: > 0 } time ? time : "<none>";
}
