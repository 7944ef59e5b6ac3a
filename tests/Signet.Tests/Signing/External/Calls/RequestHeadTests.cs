using System.Text;
using Signet.Signing.External.Calls;
using Signet.Signing.External.Hpack;

namespace Signet.Tests.Signing.External.Calls;

/// <summary>The header block of a request in a trace.</summary>
public sealed class RequestHeadTests
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(126)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(254)]
    [InlineData(255)]
    [InlineData(512)]
    public void WithTrace_StateOfAnyLength_IsReadAgain(int length)
    {
        var state = length == 0 ? null : new string('s', length);
        var block = RequestHead.WithTrace(RequestHead.Encode("/s/m"), Parent, state);

        var fields = new Dictionary<string, string>();
        var reader = new HpackReader(block, new byte[HpackReader.ScratchBytes(block.Length)]);
        while (reader.TryRead(out var name, out var value))
        {
            fields.Add(Encoding.ASCII.GetString(name), Encoding.ASCII.GetString(value));
        }

        Assert.Equal(("/s/m", Parent, state), (fields[":path"], fields["traceparent"], fields.GetValueOrDefault("tracestate")));
    }
}
