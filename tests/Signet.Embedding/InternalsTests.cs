using System.Reflection;
using System.Runtime.CompilerServices;
using Signet.Core.Storage;
using Signet.Server.Hosting;

namespace Signet.Embedding;

/// <summary>This project sees what every other program sees.</summary>
public sealed class InternalsTests
{
    [Theory]
    [InlineData(typeof(SignetServerBuilder))]
    [InlineData(typeof(IObjectStore))]
    public void InternalsVisibleTo_Product_DoesNotNameThisProject(Type type) => Assert.DoesNotContain(
        type.Assembly.GetCustomAttributes<InternalsVisibleToAttribute>(),
        attribute => attribute.AssemblyName.Split(',')[0] == typeof(InternalsTests).Assembly.GetName().Name);
}
