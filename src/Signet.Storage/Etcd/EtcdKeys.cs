using Google.Protobuf;

namespace Signet.Storage.Etcd;

/// <summary>
/// The keys in etcd: the store's keys after the prefix (<c>/signet/registry/pods/NS/NAME</c>), and keys of the store itself after the prefix
/// and <c>#</c>, which sorts before the slash. All are in one range, so that one watch has them.
/// </summary>
internal sealed class EtcdKeys
{
    private readonly string _prefix;

    public EtcdKeys(string prefix)
    {
        _prefix = prefix;
        Head = Of("#head");
        Identity = Of("#store");
        First = Of("#");
        End = Of("0");
    }

    /// <summary>Written by every commit, so that its revision is the revision of the store; its value is the id of the commit.</summary>
    public ByteString Head { get; }

    /// <summary>The format and the id of the store.</summary>
    public ByteString Identity { get; }

    /// <summary>The beginning of the range of all keys.</summary>
    public ByteString First { get; }

    /// <summary>The end of the range of all keys, exclusive: the byte after the slash.</summary>
    public ByteString End { get; }

    /// <summary>The key of a writer's fence.</summary>
    public ByteString FenceOf(string writer) => Of($"#writer/{writer}");

    /// <summary>The key in etcd of a key of the store.</summary>
    public ByteString Of(string key) => ByteString.CopyFromUtf8(_prefix + key);

    /// <summary>The end of the range of keys with a prefix, exclusive.</summary>
    public ByteString EndOf(string prefix)
    {
        // Keys are ASCII, so the last byte can be incremented.
        var bytes = Of(prefix).ToByteArray();
        bytes[^1]++;
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    /// <summary>The key of the store for a key in etcd; null for a key of the store itself.</summary>
    public string? Find(ByteString key)
    {
        var text = key.Span[_prefix.Length..];
        return text.Length > 0 && text[0] == (byte)'/' ? System.Text.Encoding.UTF8.GetString(text) : null;
    }
}
