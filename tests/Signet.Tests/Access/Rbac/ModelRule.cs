namespace Signet.Tests.Access.Rbac;

/// <summary>A rule.</summary>
public sealed record ModelRule(string[] Verbs, string[] Groups, string[] Resources, string[] Names, string[] Urls);
