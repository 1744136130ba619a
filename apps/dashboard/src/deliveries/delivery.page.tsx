import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useAppId } from '../app/current.app.js';
import { LoadingView } from '../display/loading.view.js';
import { PageHeader } from '../display/page.header.js';
import { ProblemView } from '../display/problem.view.js';
import { deliveryQuery } from './delivery.query.js';
import { DeliveryTimeline } from './delivery.timeline.view.js';

/** A delivery with everything that is known of it. */
export function DeliveryPage() {
  const appId = useAppId();
  const { deliveryId } = useParams({ from: '/member/apps/$appId/deliveries/$deliveryId' });
  const delivery = useQuery(deliveryQuery(appId, deliveryId));
  return (
    <>
      <PageHeader title="Delivery" />
      {delivery.isPending && <LoadingView />}
      {delivery.isError && <ProblemView error={delivery.error} onRetry={() => void delivery.refetch()} />}
      {delivery.data !== undefined && <DeliveryTimeline delivery={delivery.data} />}
    </>
  );
}
