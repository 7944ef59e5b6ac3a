using System.Text.Json;
using System.Text.Json.Nodes;
using Signet.Core.Objects;
using Signet.Core.Primitives;
using Signet.Core.Resources.Kinds;
using Signet.Core.Resources.Model;
using Signet.Core.Resources.Model.Strategies;
using Signet.Core.Schema;

namespace Signet.Testing.Kinds;

/// <summary>
/// Kinds that only tests serve: one in a group of its own, one with two versions, and one whose plural exists in another group, too.
/// </summary>
internal static class TestKinds
{
    /// <summary>The group of all but <see cref="IssuedTokens"/>.</summary>
    public const string Group = "example.test";

    /// <summary>Kubernetes' types and those of the test kinds.</summary>
    public static SchemaCatalog Schemas { get; } = SchemaCatalog.Served.With(ReadFacts());

    /// <summary>A cluster-scoped kind of the group <c>tokens.signet.dev</c> without updates.</summary>
    public static ResourceDefinition IssuedTokens { get; } = new()
    {
        Kind = new("tokens.signet.dev", "v1alpha1", "IssuedToken"),
        Plural = "issuedtokens",
        ShortNames = ["it"],
        Namespaced = false,
        Verbs = ["create", "delete", "get", "list", "watch"],
        Strategy = IssuedTokenStrategy.Definition,
        Schema = SchemaOf(new("tokens.signet.dev", "v1alpha1", "IssuedToken")),
    };

    /// <summary>Stored as <c>v1</c> and also served as <c>v1beta1</c>, where the fields of the spec have other names and another nesting.</summary>
    public static ResourceDefinition Widgets { get; } = DefineWidgets(SubresourceDefinition.Status);

    /// <summary>Widgets in <c>v1beta1</c>.</summary>
    public static ResourceDefinition BetaWidgets => Widgets.Forms.Others[0];

    /// <summary>Widgets before <c>v1</c> became the stored version: stored as <c>v1beta1</c>, which is no longer served.</summary>
    public static ResourceDefinition OldWidgets { get; } = new()
    {
        Kind = new(Group, "v1beta1", "Widget"),
        Plural = "widgets",
        Namespaced = true,
        IsServed = false,
        Strategy = new ResourceStrategy(),
        Schema = SchemaOf(new(Group, "v1beta1", "Widget")),
        OtherForms = [new ServedForm(new(Group, "v1", "Widget"), new FormConversion(ToV1Beta1, ToV1))],
    };

    /// <summary>A kind with the name and plural of Kubernetes' pods.</summary>
    public static ResourceDefinition OtherPods { get; } = new()
    {
        Kind = new(Group, "v1", "Pod"),
        Plural = "pods",
        Namespaced = true,
        Strategy = new ResourceStrategy(),
        Schema = SchemaOf(new(Group, "v1", "Pod")),
    };

    /// <summary>Kubernetes' kinds and the test kinds.</summary>
    public static ResourceRegistry Registry { get; } = new([.. ServedKinds.Registry.Stored, IssuedTokens, Widgets, OtherPods], Schemas);

    /// <summary>Widgets with subresources of a test.</summary>
    public static ResourceDefinition DefineWidgets(params SubresourceDefinition[] subresources) => new()
    {
        Kind = new(Group, "v1", "Widget"),
        Plural = "widgets",
        ShortNames = ["wd"],
        Categories = ["all"],
        Namespaced = true,
        Subresources = subresources,
        Strategy = WidgetStrategy.Definition,
        Schema = SchemaOf(new(Group, "v1", "Widget")),
        OtherForms = [new ServedForm(new(Group, "v1beta1", "Widget"), new FormConversion(ToV1, ToV1Beta1))],
    };

    private static SchemaType SchemaOf(GroupVersionKind kind) => Schemas[Schemas.Kinds[kind]];

    private static JsonElement ReadFacts()
    {
        using var stream = typeof(TestKinds).Assembly.GetManifestResourceStream("test-kinds.json")!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }

    private static void ToV1(JsonObject root)
    {
        if (root.GetObject("spec") is { } spec)
        {
            Move(spec, "size", spec, "replicas");
            if (spec.ContainsKey("title") || spec.ContainsKey("subtitle"))
            {
                var display = spec.EnsureObject("display");
                Move(spec, "title", display, "title");
                Move(spec, "subtitle", display, "subtitle");
            }
        }
    }

    private static void ToV1Beta1(JsonObject root)
    {
        if (root.GetObject("spec") is { } spec)
        {
            Move(spec, "replicas", spec, "size");
            if (spec.GetObject("display") is { } display)
            {
                Move(display, "title", spec, "title");
                Move(display, "subtitle", spec, "subtitle");
                spec.Remove("display");
            }
        }
    }

    private static void Move(JsonObject from, string name, JsonObject to, string newName)
    {
        if (from.Remove(name, out var value))
        {
            to[newName] = value;
        }
    }
}
