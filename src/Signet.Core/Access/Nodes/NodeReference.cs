namespace Signet.Core.Access.Nodes;

/// <summary>A reference from a node to an object, through a pod that is bound to the node.</summary>
/// <param name="User">The user name of the node, which requests have.</param>
/// <param name="Kind">The kind of the object.</param>
/// <param name="Namespace">The namespace of the object and of the pod.</param>
/// <param name="Name">The name of the object, which need not exist.</param>
internal readonly record struct NodeReference(string User, ReferencedKind Kind, string Namespace, string Name);
