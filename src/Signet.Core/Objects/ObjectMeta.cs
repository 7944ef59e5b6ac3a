using System.Text.Json.Nodes;

namespace Signet.Core.Objects;

/// <summary>The metadata of an <see cref="ObjectDocument"/> (<c>meta/v1</c> ObjectMeta), with Kubernetes' names.</summary>
internal sealed class ObjectMeta(JsonObject node)
{
    /// <summary>The JSON tree of the metadata.</summary>
    public JsonObject Node { get; } = node;

    public string Name
    {
        get => Node.GetString("name");
        set => Node.SetString("name", value);
    }

    public string GenerateName
    {
        get => Node.GetString("generateName");
        set => Node.SetString("generateName", value);
    }

    public string Namespace
    {
        get => Node.GetString("namespace");
        set => Node.SetString("namespace", value);
    }

    public string SelfLink
    {
        get => Node.GetString("selfLink");
        set => Node.SetString("selfLink", value);
    }

    public string Uid
    {
        get => Node.GetString("uid");
        set => Node.SetString("uid", value);
    }

    public string ResourceVersion
    {
        get => Node.GetString("resourceVersion");
        set => Node.SetString("resourceVersion", value);
    }

    public long? Generation
    {
        get => Node.GetInteger("generation");
        set => Node.SetInteger("generation", value);
    }

    public string CreationTimestamp
    {
        get => Node.GetString("creationTimestamp");
        set => Node.SetString("creationTimestamp", value);
    }

    public string DeletionTimestamp
    {
        get => Node.GetString("deletionTimestamp");
        set => Node.SetString("deletionTimestamp", value);
    }

    public long? DeletionGracePeriodSeconds
    {
        get => Node.GetInteger("deletionGracePeriodSeconds");
        set => Node.SetInteger("deletionGracePeriodSeconds", value);
    }

    public IReadOnlyList<string> Finalizers
    {
        get => Node.GetStrings("finalizers");
        set => Node.SetStrings("finalizers", value);
    }

    public JsonObject? Labels => Node.GetObject("labels");

    public JsonObject? Annotations => Node.GetObject("annotations");

    public JsonArray? OwnerReferences => Node.GetList("ownerReferences");

    /// <summary>The fields by owner. An empty list and null differ.</summary>
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
