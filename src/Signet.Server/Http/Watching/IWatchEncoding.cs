using System.Buffers;
using Signet.Core.Resources.Watching;

namespace Signet.Server.Http.Watching;

/// <summary>How a watch's notices are written: a seam for the forms that a client can ask for. One for each watch: it may have a state.</summary>
internal interface IWatchEncoding
{
    /// <summary>The Content-Type.</summary>
    string MediaType { get; }

    /// <summary>Writes one notice, with what keeps it apart from the next.</summary>
    void Write(IBufferWriter<byte> output, in WatchNotice notice);
}
