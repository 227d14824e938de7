namespace RiskMonitor.Grains.Storage;

/// <summary>Puts a group on disk in one transaction: the only thing the two engines do differently.</summary>
internal interface IGroupWriter : IAsyncDisposable
{
    /// <summary>Returns the writes that are stored now; the others were left out because their fence, position or number did not fit.</summary>
    Task<HashSet<PendingWrite>> Write(Group group, CancellationToken cancellation);

    /// <summary>True when the database understood the group and refuses it, so that trying again is of no use.</summary>
    bool IsRefusal(Exception failure);
}
