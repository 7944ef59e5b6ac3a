using System.Runtime.CompilerServices;

namespace Signet.TestHost.Tests;

/// <summary>This project sees what every other program sees.</summary>
public sealed class InternalsTests
{
    [Fact]
    public void InternalsVisibleTo_TestHost_DoesNotNameThisProject() => Assert.DoesNotContain(
        typeof(SignetTestServer).Assembly.GetCustomAttributes(typeof(InternalsVisibleToAttribute), inherit: false).Cast<InternalsVisibleToAttribute>(),
        attribute => attribute.AssemblyName.Split(',')[0] == typeof(InternalsTests).Assembly.GetName().Name);
}
