namespace Signet.Tests.Access.Rbac;

/// <summary>A subject; the namespace of a service account is optional.</summary>
public sealed record ModelSubject(string Kind, string Name, string Namespace);
