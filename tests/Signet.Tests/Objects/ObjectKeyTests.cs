using CsCheck;
using Signet.Core.Objects;

namespace Signet.Tests.Objects;

public sealed class ObjectKeyTests
{
    private static readonly Gen<string> Name = Gen.String[Gen.Char["ab-.0"], 0, 4];

    [Fact]
    public void CompareTo_AnyTwoKeys_IsTheOrderOfTheStoresKeys() =>
        Gen.Select(Name, Name, Name, Name).Sample((ns1, name1, ns2, name2) =>
        {
            var order = new ObjectKey(ns1, name1).CompareTo(new ObjectKey(ns2, name2));
            var expected = string.CompareOrdinal($"{ns1}/{name1}", $"{ns2}/{name2}");
            Assert.Equal(Math.Sign(expected), Math.Sign(order));
        });
}
