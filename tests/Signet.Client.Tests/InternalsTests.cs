using System.Reflection;
using System.Runtime.CompilerServices;
using Signet.Client.KubernetesClient;

namespace Signet.Client.Tests;

/// <summary>This project sees what every other program sees, and the package has no dependencies.</summary>
public sealed class InternalsTests
{
    [Theory]
    [InlineData(typeof(TokenRequestSource))]
    [InlineData(typeof(ServiceAccountTokenProvider))]
    public void InternalsVisibleTo_Packages_DoNotNameThisProject(Type type) => Assert.DoesNotContain(
        type.Assembly.GetCustomAttributes<InternalsVisibleToAttribute>(),
        attribute => attribute.AssemblyName.Split(',')[0] == typeof(InternalsTests).Assembly.GetName().Name);

    [Fact]
    public void References_Client_AreOfTheRuntimeOnly() => Assert.All(
        typeof(TokenRequestSource).Assembly.GetReferencedAssemblies(),
        reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal));
}
