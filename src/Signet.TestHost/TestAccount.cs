namespace Signet.TestHost;

/// <summary>A service account of the test server.</summary>
public sealed class TestAccount : TestObject
{
    internal TestAccount(string @namespace, string name, string uid)
        : base("ServiceAccount", @namespace, name, uid)
    {
    }

    /// <summary>The user name of its tokens: <c>system:serviceaccount:default:builder</c>, also their <c>sub</c>.</summary>
    public string UserName => $"system:serviceaccount:{Namespace}:{Name}";
}
