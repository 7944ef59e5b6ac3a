using Signet.Server.Http.Formats;

namespace Signet.Tests.Http;

/// <summary>Parsed headers are cached, and the cache never returns another header's clauses.</summary>
public sealed class AcceptHeaderTests
{
    [Fact]
    public void Read_TheSameHeaderAgain_AllocatesNothing()
    {
        const string Header = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

        Assert.Equal(0, AllocationMeter.Measure(() => GC.KeepAlive(AcceptHeader.Read(Header))));
    }

    [Fact]
    public void Read_MoreHeadersThanCacheSlots_ReturnsEachHeadersOwnClauses()
    {
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 1_000; i++)
            {
                Assert.Equal($"type/{i}", Assert.Single(AcceptHeader.Read($"type/{i}")).MediaType);
            }
        }
    }

    [Fact]
    public void Read_VeryLongHeader_IsRead() => Assert.Equal(400, AcceptHeader.Read(string.Join(',', Enumerable.Repeat("a/b;q=1", 400))).Count);
}
