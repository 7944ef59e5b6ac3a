using CsCheck;
using Signet.Core.Resources.FieldSets;
using Signet.Tests.Resources.ManagedFields;

namespace Signet.Tests.Resources.FieldSets;

public sealed class FieldSetTests
{
    /// <summary>The path element of one string key is the same, whichever way it was made.</summary>
    [Fact]
    public void Key_OfOneString_EqualsTheGeneralCase()
    {
        string[] values = ["", "a", "b", "ab", "q\"<\\", "\u00e9\u20ac", "\ud83d\ude00", "\u0001"];
        foreach (var value in values)
        {
            var (fast, general) = (PathElement.Key("name", value), PathElement.Key([new("name", value)]));
            Assert.Equal(general, fast);
            Assert.Equal(general.Text, fast.Text);
            Assert.Equal(general.ToString(), fast.ToString());
            Assert.Equal(general.GetHashCode(), fast.GetHashCode());
            foreach (var other in values)
            {
                var expected = Math.Sign(general.CompareTo(PathElement.Key([new("name", other)])));
                Assert.Equal(expected, Math.Sign(fast.CompareTo(PathElement.Key("name", other))));
                Assert.Equal(expected, Math.Sign(fast.CompareTo(PathElement.Key([new("name", other)]))));
            }
        }
    }

    [Fact]
    public void Union_OfAnySets_HasTheLawsOfSets() =>
        Gen.Select(FieldSetGen.Set, FieldSetGen.Set, FieldSetGen.Set).Sample((a, b, c) =>
        {
            Assert.Equal(a.Union(b), b.Union(a));
            Assert.Equal(a.Union(b).Union(c), a.Union(b.Union(c)));
            Assert.Equal(a, a.Union(a));
            Assert.Equal(a, a.Union(FieldSet.Empty));
        });

    [Fact]
    public void Difference_OfAnySets_ObeysTheLawsOfSets() =>
        Gen.Select(FieldSetGen.Set, FieldSetGen.Set, FieldSetGen.Set).Sample((a, b, c) =>
        {
            Assert.True(a.Difference(a).IsEmpty);
            Assert.True(a.Difference(b).Intersection(b).IsEmpty);
            Assert.Equal(a, a.Difference(b).Union(a.Intersection(b)));
            Assert.Equal(a.Difference(b.Union(c)), a.Difference(b).Difference(c));
        });

    [Fact]
    public void Paths_OfUnionAndDifference_AreThoseOfSetsOfPaths() =>
        Gen.Select(FieldSetGen.Set, FieldSetGen.Set).Sample((a, b) =>
        {
            static HashSet<string> Texts(FieldSet set) => [.. set.Paths().Select(path => string.Join('/', path.Select(element => element.ToFieldsV1())))];

            Assert.Equal(Texts(a).Union(Texts(b)).Order(), Texts(a.Union(b)).Order());
            Assert.Equal(Texts(a).Except(Texts(b)).Order(), Texts(a.Difference(b)).Order());
            Assert.Equal(a, FieldSet.Of(a.Paths()));
        });

    [Fact]
    public void Without_Roots_RemovesThePathsBelowThem()
    {
        var (spec, status, replicas) = (PathElement.Field("spec"), PathElement.Field("status"), PathElement.Field("replicas"));
        var set = FieldSet.Of([spec], [spec, replicas], [status, replicas]);

        Assert.Equal(FieldSet.Of([status, replicas]), set.Without(FieldSet.Of([spec])));
        Assert.Equal(FieldSet.Of([spec, replicas], [status, replicas]), set.Difference(FieldSet.Of([spec])));
        Assert.Equal(FieldSet.Of([spec], [status, replicas]), set.Without(FieldSet.Of([spec, replicas])));
    }
}
