using System.Text;
using Signet.Core.Schema;

namespace Signet.Tests.Schema;

public sealed class JsonScratchTests
{
    [Fact]
    public void Take_WhileAnotherIsTaken_IsAnotherDocument()
    {
        using var outer = JsonScratch.Take();
        outer.Writer.WriteStartArray();
        using (var inner = JsonScratch.Take())
        {
            inner.Writer.WriteStringValue("inner");
            Assert.Equal("\"inner\"", Encoding.UTF8.GetString(inner.Written));
        }

        outer.Writer.WriteEndArray();
        Assert.Equal("[]", Encoding.UTF8.GetString(outer.Written));
    }

    [Fact]
    public void Take_AfterAnIncompleteDocument_StartsEmpty()
    {
        using (var broken = JsonScratch.Take())
        {
            broken.Writer.WriteStartObject();
            broken.Writer.WritePropertyName("secret");
        }

        using var next = JsonScratch.Take();
        next.Writer.WriteNumberValue(1);

        Assert.Equal("1", Encoding.UTF8.GetString(next.Written));
    }

    [Fact]
    public void ToArray_MoreThanIsKept_IsAllOfIt()
    {
        var text = new string('x', 1_000_000);
        using (var large = JsonScratch.Take())
        {
            large.Writer.WriteStringValue(text);
            Assert.Equal(text.Length + 2, large.ToArray().Length);
        }

        using var next = JsonScratch.Take();
        next.Writer.WriteStringValue("y");
        Assert.Equal("\"y\"", Encoding.UTF8.GetString(next.ToArray()));
    }

    [Fact]
    public void Dispose_Always_LeavesNothingOfTheDocument()
    {
        ReadOnlySpan<byte> seen;
        using (var scratch = JsonScratch.Take())
        {
            scratch.Writer.WriteStringValue("token");
            seen = scratch.Written;
            Assert.Equal("\"token\"", Encoding.UTF8.GetString(seen));
        }

        Assert.All(seen.ToArray(), left => Assert.Equal(0, left));
    }
}
