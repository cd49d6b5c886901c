import { Link } from 'react-router';
import { Shell } from '../components/Shell';
import { Empty } from '../components/States';
import { text } from '../text';

export default function NotFound() {
  return (
    <Shell>
      <Empty
        title={text.app.notFoundTitle}
        action={
          <Link className="btn" to="/">
            {text.app.toFacilities}
          </Link>
        }
      >
        {text.app.notFound}
      </Empty>
    </Shell>
  );
}
