using Signet.Core.Resources.Watching;

namespace Signet.Server.Http;

/// <summary>Renders the objects of one watch; knows which was the first.</summary>
internal sealed class WatchedObjects(AnswerFormat format, TimeProvider time)
{
    private bool _isContinued;

    /// <summary>The object of a notice, or the Status of a failure.</summary>
    public ReadOnlyMemory<byte> Render(in WatchNotice notice)
    {
        if (notice.Error is { } failure)
        {
            return ObjectRenderer.Encode(StatusJson.Write(failure), format);
        }

        var isContinued = _isContinued;
        _isContinued = true;
        return ObjectRenderer.Render(notice.Object!.Json, format, time.GetUtcNow(), isContinued).TryGetValue(out var bytes, out var error)
            ? bytes
            : ObjectRenderer.Encode(StatusJson.Write(error), format);
    }
}
