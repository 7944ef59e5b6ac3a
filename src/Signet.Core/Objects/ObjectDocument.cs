using System.Text.Json.Nodes;
using Signet.Core.Primitives;

namespace Signet.Core.Objects;

/// <summary>
/// An object while it is being written: a tree that defaulting, admission and strategies change before it becomes
/// canonical bytes. The schema has checked it, so every member has the type that its kind says. Not for reads.
/// </summary>
internal sealed class ObjectDocument
{
    /// <summary>Wraps a decoded object.</summary>
    public ObjectDocument(JsonObject root)
    {
        Root = root;
        Metadata = new ObjectMeta(root.EnsureObject("metadata"));
    }

    /// <summary>The whole object.</summary>
    public JsonObject Root { get; }

    /// <summary>Its metadata.</summary>
    public ObjectMeta Metadata { get; }

    /// <summary>The state of a stored object as a document of its own.</summary>
    public static ObjectDocument From(StoredObject stored) =>
        new((JsonObject)JsonNode.Parse(stored.Json.Span)!);

    /// <summary>A copy that shares nothing.</summary>
    public ObjectDocument Clone() => new((JsonObject)Root.DeepClone());

    /// <summary>A member that is an object, or null.</summary>
    public JsonObject? Section(string name) => Root[name] as JsonObject;

    /// <summary>A member that is an object; made when it is not there.</summary>
    public JsonObject EnsureSection(string name) => Root.EnsureObject(name);

    /// <summary>Takes a member from another object of the same kind, present or not.</summary>
    public void TakeSection(string name, ObjectDocument from)
    {
        if (from.Root[name] is { } value)
        {
            Root[name] = value.DeepClone();
        }
        else
        {
            Root.Remove(name);
        }
    }

    /// <summary>Takes everything from another object of the same kind but the metadata and one member.</summary>
    public void TakeAllBut(string kept, ObjectDocument from)
    {
        foreach (var name in Root.Select(member => member.Key).Concat(from.Root.Select(member => member.Key)).Distinct().ToArray())
        {
            if (name != kept && name != "metadata")
            {
                TakeSection(name, from);
            }
        }
    }

    /// <summary>Takes over all members of another tree, which loses them; the metadata stays the same node.</summary>
    public void Replace(JsonObject from)
    {
        foreach (var name in Root.Select(member => member.Key).Where(name => name != "metadata").ToArray())
        {
            Root.Remove(name);
        }

        var metadata = from.GetObject("metadata");
        from.Remove("metadata");
        Move(from, Root);
        Metadata.Node.Clear();
        if (metadata is not null)
        {
            Move(metadata, Metadata.Node);
        }
    }

    private static void Move(JsonObject from, JsonObject to)
    {
        foreach (var (name, value) in from.ToArray())
        {
            from.Remove(name);
            to[name] = value;
        }
    }

    /// <summary>The namespace and name that it claims.</summary>
    public ObjectKey Key => new(Metadata.Namespace, Metadata.Name);

    /// <summary>Stamps a new object with what the system alone decides.</summary>
    public void StampNew(Guid uid, DateTimeOffset now)
    {
        Metadata.Uid = uid.ToString("D");
        Metadata.CreationTimestamp = Timestamps.Format(now);
        Metadata.DeletionTimestamp = "";
        Metadata.DeletionGracePeriodSeconds = null;
        Metadata.SelfLink = "";
    }
}
