using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Signet.Server.Audit.Output;

namespace Signet.Tests.Audit.Output;

/// <summary>For every behaviour of the output, each line is written completely and at least once.</summary>
public sealed class AuditDeliveryTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Deliver_RandomFaultsAndRotations_EachLineIsCompleteInSomeFile()
    {
        for (var seed = 1; seed <= 100; seed++)
        {
            var random = new Random(seed);
            using var output = new RotatedOutput(random);
            var delivery = new AuditDelivery(output, syncs: true, _time, NullLogger.Instance);
            var lines = new List<string>();
            for (var batch = 0; batch < 30; batch++)
            {
                var some = Enumerable.Range(0, random.Next(4)).Select(i => $"seed {seed} batch {batch} line {i}").ToList();
                lines.AddRange(some);
                Deliver(delivery, string.Concat(some.Select(line => line + "\n")), reopen: random.Next(10) == 0);

                // All within AuditReplayBuffer.MaxAge: no truncation comes later after its copy.
                _time.Advance(TimeSpan.FromMilliseconds(random.Next(100)));
            }

            output.IsCalm = true;
            Deliver(delivery, "", reopen: true);

            Assert.Empty(lines.Except(output.Lines));
        }
    }

    [Fact]
    public void Deliver_TruncatedLater_RepeatsOnlyTheLastSeconds()
    {
        using var output = new RotatedOutput(new Random(1)) { IsCalm = true };
        var delivery = new AuditDelivery(output, syncs: false, _time, NullLogger.Instance);
        Deliver(delivery, "old\n");
        _time.Advance(TimeSpan.FromMinutes(1));
        Deliver(delivery, "new\n");
        output.Truncate();
        Deliver(delivery, "newer\n");

        Assert.Equal("new\nnewer\n", output.Current);
    }

    [Fact]
    public void Deliver_RenamedBetweenTwoBatches_RepeatsNothing()
    {
        using var output = new RotatedOutput(new Random(1)) { IsCalm = true };
        var delivery = new AuditDelivery(output, syncs: false, _time, NullLogger.Instance);
        Deliver(delivery, "a\n");
        output.Rename();
        Deliver(delivery, "b\n");

        Assert.Equal("b\n", output.Current);
        Assert.Equal(["a", "b"], output.Lines);
    }

    [Fact]
    public void Deliver_NewReaderInsideALine_CompletesItAndRepeatsTheLast()
    {
        using var output = new ScriptedOutput { TakenAtOnce = 3 };
        var standing = new StandingOutput(output);
        var delivery = new AuditDelivery(standing, syncs: false, _time, NullLogger.Instance);
        Deliver(delivery, "first\n");
        delivery.Begin();
        standing.WritesBeforeFault = 1;
        Assert.Throws<IOException>(() => delivery.TryDeliver("second\nthird\n"u8, reopen: false));

        standing.Next = AuditOutputState.ReaderChanged;
        Assert.True(delivery.TryDeliver("second\nthird\n"u8, reopen: false));

        Assert.Equal("first\nsecond\nfirst\nsecond\nthird\n", output.Text);
    }

    [Fact]
    public void Deliver_SyncFails_TheWholeBatchIsWrittenAgain()
    {
        using var output = new ScriptedOutput { SyncFault = () => new IOException("the disk failed") };
        var delivery = new AuditDelivery(output, syncs: true, _time, NullLogger.Instance);
        delivery.Begin();
        Assert.Throws<IOException>(() => delivery.TryDeliver("a\nb\n"u8, reopen: false));
        output.SyncFault = null;

        Assert.True(delivery.TryDeliver("a\nb\n"u8, reopen: false));
        Assert.Equal("a\nb\na\nb\n", output.Text);
        Assert.Equal(2, output.Syncs);
    }

    private static void Deliver(AuditDelivery delivery, string batch, bool reopen = false)
    {
        delivery.Begin();
        var isDone = false;
        for (var attempt = 0; !isDone; attempt++)
        {
            Assert.True(attempt < 1000, "it is never done");
            try
            {
                isDone = delivery.TryDeliver(Encoding.UTF8.GetBytes(batch), reopen);
            }
            catch (IOException)
            {
                // The next attempt continues.
            }
        }
    }

    /// <summary>An output with one state to report, and a failure after some writes.</summary>
    private sealed class StandingOutput(ScriptedOutput output) : IAuditOutput
    {
        public AuditOutputState? Next { get; set; }

        public int? WritesBeforeFault { get; set; }

        public int Write(ReadOnlySpan<byte> bytes)
        {
            if (WritesBeforeFault-- == 0)
            {
                throw new IOException("no reader");
            }

            return output.Write(bytes);
        }

        public AuditOutputState Check(bool reopen)
        {
            var standing = Next ?? AuditOutputState.Confirmed;
            Next = null;
            return standing;
        }

        public void Sync()
        {
        }

        public void Dispose()
        {
        }
    }

    /// <summary>
    /// A file that is copied and truncated, removed after a copy, or renamed between any two calls; that accepts parts of writes, and that fails. A
    /// copy lacks the lines that were written between it and the truncation.
    /// </summary>
    private sealed class RotatedOutput : IAuditOutput
    {
        private readonly Random _random;
        private readonly List<StringBuilder> _kept = [];

        /// <summary>The file at the path, and the open file: another one after a rotation, until the next check.</summary>
        private StringBuilder _named = new();
        private StringBuilder _open;
        private AuditOutputState _standing = AuditOutputState.Confirmed;
        private string? _copy;

        public RotatedOutput(Random random) => (_random, _open) = (random, _named);

        public bool IsCalm { get; set; }

        public string Current => _named.ToString();

        public IEnumerable<string> Lines => _kept.Append(_named).SelectMany(file => file.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));

        private bool IsRotated => _open != _named;

        public void Truncate()
        {
            _named.Clear();
            _standing = AuditOutputState.Lost;
        }

        public void Rename()
        {
            _kept.Add(_named);
            _named = new StringBuilder();
            _standing = _standing == AuditOutputState.Lost ? AuditOutputState.Lost : AuditOutputState.Moved;
        }

        public int Write(ReadOnlySpan<byte> bytes)
        {
            Disturb();
            var taken = IsCalm ? bytes.Length : _random.Next(bytes.Length + 1);
            _open.Append(Encoding.UTF8.GetString(bytes[..taken]));
            return taken;
        }

        public AuditOutputState Check(bool reopen)
        {
            Disturb();
            if (IsRotated && !reopen && !IsCalm && _random.Next(2) == 0)
            {
                return AuditOutputState.Pending;
            }

            var standing = _standing;
            (_standing, _open) = (AuditOutputState.Confirmed, _named);
            if (_open.Length > 0 && _open[^1] != '\n' && standing == AuditOutputState.Lost)
            {
                // As in AuditDescriptor: an incomplete line stays a line of its own.
                _open.Append('\n');
            }

            return standing;
        }

        public void Sync()
        {
            if (!IsCalm && _random.Next(24) == 0)
            {
                throw new IOException("the disk failed");
            }
        }

        public void Dispose()
        {
        }

        private void Disturb()
        {
            if (IsCalm)
            {
                return;
            }

            switch (_random.Next(24))
            {
                case 0:
                    throw new IOException("no space left");
                case 1 when !IsRotated:
                    _copy ??= Current;
                    break;
                case 2 when _copy is not null && !IsRotated:
                    _kept.Add(new StringBuilder(_copy));
                    _copy = null;
                    Truncate();
                    break;
                case 3 when _copy is not null && !IsRotated:
                    _kept.Add(new StringBuilder(_copy));
                    (_copy, _named, _standing) = (null, new StringBuilder(), AuditOutputState.Lost);
                    break;
                case 4 when _copy is null && !IsRotated:
                    Rename();
                    break;
            }
        }
    }
}
