using System.Text;

namespace Signet.SystemTests.Fuzz;

/// <summary>Mutates bytes: flips bits, removes and repeats parts, and inserts known problematic input.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly byte[][] Fragments =
    [
        .. new[]
        {
            "null", "{}", "[]", "\"\"", "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "\\udc00", "\\ud83d\\ude00", "1e999", "-0", "1.5",
            "9223372036854775808", "-9223372036854775809", "true", "\"a\":", "\"metadata\":", "\"kind\":\"Pod\",", "0", "\n", "\t", "- ", "? ", "& ", "*a", "!!binary ",
            "|\n", ">-\n", "%", "#", "---\n", "...\n", "'", "<<: ", "é", "\uffff", "2026-01-01T00:00:00Z", "\r\n", ".", "..", "/", "=", "-", "_", "A",
        }.Select(Encoding.UTF8.GetBytes),
        [0], [0xff], [0x80], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xef, 0xbb, 0xbf], [0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f],
        Encoding.UTF8.GetBytes(new string('[', 200)), Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("{\"a\":", 200))),
    ];

    /// <summary>The source of randomness.</summary>
    public Random Random { get; } = new(seed);

    /// <summary>Returns a mutated copy.</summary>
    public byte[] Mutate(ReadOnlySpan<byte> original)
    {
        var bytes = original.ToArray().ToList();
        for (var count = 1 + Random.Next(3); count > 0; count--)
        {
            var at = Random.Next(bytes.Count + 1);
            var length = Math.Min(bytes.Count - at, 1 + Random.Next(8));
            switch (Random.Next(7))
            {
                case 0 when at < bytes.Count:
                    bytes[at] = (byte)Random.Next(256);
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << Random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 4 when Random.Next(10) == 0:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 5:
                    bytes.RemoveRange(at, length);
                    bytes.InsertRange(at, Fragments[Random.Next(Fragments.Length)]);
                    break;
                default:
                    bytes.InsertRange(at, Fragments[Random.Next(Fragments.Length)]);
                    break;
            }
        }

        return [.. bytes];
    }
}
