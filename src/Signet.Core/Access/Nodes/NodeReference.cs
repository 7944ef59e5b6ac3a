namespace Signet.Core.Access.Nodes;

/// <summary>That a node reaches an object, because a pod that is bound to it does.</summary>
/// <param name="User">The node's user name, which is what a request has.</param>
/// <param name="Kind">What kind of object.</param>
/// <param name="Namespace">The object's namespace, which is the pod's.</param>
/// <param name="Name">The object's name; whether there is such an object does not matter.</param>
internal readonly record struct NodeReference(string User, ReferencedKind Kind, string Namespace, string Name);
