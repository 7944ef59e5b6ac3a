using Signet.Server.Endpoints;
using Signet.Server.Http.Targets;

namespace Signet.Tests.Endpoints;

/// <summary>The parameters of a write.</summary>
public sealed class WriteOptionsTests
{
    private const int MaxTarget = 64 * 1024;

    /// <summary>Found by fuzzing: the message had the whole name once for each character.</summary>
    [Fact]
    public void FieldManager_LongAndNotPrintable_MessageIsShort()
    {
        var query = QueryParameters.Read("fieldManager=" + new string('\u0001', MaxTarget));

        var error = WriteOptions.Read(query, "CreateOptions").Error;

        Assert.Equal(422, error?.Code);
        Assert.Equal("CreateOptions.meta.k8s.io \"\" is invalid: fieldManager: Too long: may not be more than 128 bytes", error?.Message);
    }

    [Fact]
    public void FieldManager_NotPrintable_NamesEachCharacter()
    {
        var error = WriteOptions.Read(QueryParameters.Read("fieldManager=a\u0001b\u0002"), "CreateOptions").Error;

        Assert.Equal(2, error?.Details?.Causes.Count);
        Assert.Contains("invalid character U+0002 (at position 3)", error?.Message, StringComparison.Ordinal);
    }
}
