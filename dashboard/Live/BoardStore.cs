using System.Collections.Immutable;
using RiskMonitor.Dashboard.Board;

namespace RiskMonitor.Dashboard.Live;

/// <summary>The boards of this screen and whether they are live. Pages read it and are told when it changes.</summary>
public sealed class BoardStore
{
    public event Action? Changed;

    public ImmutableSortedDictionary<string, BoardModel> Boards { get; private set; } =
        ImmutableSortedDictionary<string, BoardModel>.Empty;

    /// <summary>Attempts since the connection was lost; 0 while it stands.</summary>
    public int Attempts { get; private set; }

    public bool SignedOut { get; private set; }

    public void Open(IEnumerable<string> schools)
    {
        foreach (var school in schools.Where(school => !Boards.ContainsKey(school)))
        {
            Boards = Boards.Add(school, new BoardModel(school));
        }

        Changed?.Invoke();
    }

    /// <summary>Replaces one board by what <paramref name="change"/> makes of it; unknown schools are ignored.</summary>
    public void Change(string school, Func<BoardModel, BoardModel> change)
    {
        if (!Boards.TryGetValue(school, out var before))
        {
            return;
        }

        var after = change(before);
        if (!ReferenceEquals(before, after))
        {
            Boards = Boards.SetItem(school, after);
            Changed?.Invoke();
        }
    }

    public void ChangeAll(Func<BoardModel, BoardModel> change)
    {
        var after = Boards;
        foreach (var (school, board) in Boards)
        {
            var next = change(board);
            after = ReferenceEquals(next, board) ? after : after.SetItem(school, next);
        }

        if (!ReferenceEquals(after, Boards))
        {
            Boards = after;
            Changed?.Invoke();
        }
    }

    public void Attempting(int attempts)
    {
        Attempts = attempts;
        Changed?.Invoke();
    }

    public void SignOut()
    {
        SignedOut = true;
        Changed?.Invoke();
    }

    public void Clear()
    {
        Boards = Boards.Clear();
        Attempts = 0;
        SignedOut = false;
    }
}
