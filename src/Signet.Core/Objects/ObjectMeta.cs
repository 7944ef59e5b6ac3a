using System.Text.Json.Nodes;

namespace Signet.Core.Objects;

/// <summary>The metadata of an <see cref="ObjectDocument"/> (<c>meta/v1</c> ObjectMeta), by its Kubernetes names.</summary>
internal sealed class ObjectMeta(JsonObject node)
{
    /// <summary>The tree beneath.</summary>
    public JsonObject Node { get; } = node;

    public string Name
    {
        get => Node.GetText("name");
        set => Node.SetText("name", value);
    }

    public string GenerateName
    {
        get => Node.GetText("generateName");
        set => Node.SetText("generateName", value);
    }

    public string Namespace
    {
        get => Node.GetText("namespace");
        set => Node.SetText("namespace", value);
    }

    public string SelfLink
    {
        get => Node.GetText("selfLink");
        set => Node.SetText("selfLink", value);
    }

    public string Uid
    {
        get => Node.GetText("uid");
        set => Node.SetText("uid", value);
    }

    public string ResourceVersion
    {
        get => Node.GetText("resourceVersion");
        set => Node.SetText("resourceVersion", value);
    }

    public long? Generation
    {
        get => Node.GetInteger("generation");
        set => Node.SetInteger("generation", value);
    }

    public string CreationTimestamp
    {
        get => Node.GetText("creationTimestamp");
        set => Node.SetText("creationTimestamp", value);
    }

    public string DeletionTimestamp
    {
        get => Node.GetText("deletionTimestamp");
        set => Node.SetText("deletionTimestamp", value);
    }

    public long? DeletionGracePeriodSeconds
    {
        get => Node.GetInteger("deletionGracePeriodSeconds");
        set => Node.SetInteger("deletionGracePeriodSeconds", value);
    }

    public IReadOnlyList<string> Finalizers
    {
        get => Node.GetTexts("finalizers");
        set => Node.SetTexts("finalizers", value);
    }

    public JsonObject? Labels => Node.GetObject("labels");

    public JsonObject? Annotations => Node.GetObject("annotations");

    public JsonArray? OwnerReferences => Node.GetList("ownerReferences");

    /// <summary>Who owns which fields. An empty list says something else than none.</summary>
    public JsonArray? ManagedFields
    {
        get => Node.GetList("managedFields");
        set
        {
            Node.Remove("managedFields");
            if (value is not null)
            {
                Node["managedFields"] = value;
            }
        }
    }

    public bool IsBeingDeleted => DeletionTimestamp.Length > 0;
}
